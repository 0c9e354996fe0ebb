"use client";
import { useState } from "react";
import { api, Banner, Button, EmptyState, Icon, PlainButton, signOut, useTranslations } from "#components";

/** Where to work: each tenant has a host and a session of its own, handed over once by a ticket. */
export function TenantChooser(props: {
  readonly user: { readonly name: string; readonly email: string };
  readonly tenants: readonly { readonly slug: string; readonly name: string; readonly host: string }[];
}) {
  const t = useTranslations("run.signIn");
  const [busy, setBusy] = useState<string | undefined>();
  const [failed, setFailed] = useState(false);
  const go = async (slug: string) => {
    setBusy(slug);
    setFailed(false);
    try {
      const { url, ticket } = await api<{ url: string; ticket: string }>("/auth/tickets", { body: { tenant: slug } });
      const form = document.createElement("form");
      form.method = "post";
      form.action = url;
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "ticket";
      input.value = ticket;
      form.append(input);
      document.body.append(form);
      form.submit();
    } catch {
      setBusy(undefined);
      setFailed(true);
    }
  };
  return (
    <>
      <h1 className="text-[24px] leading-8 font-semibold tracking-[-.01em]">{t("choose")}</h1>
      <p className="mt-1 mb-6 text-md text-muted">{t("chooseLead", { name: props.user.name })}</p>
      {failed ? <Banner tone="danger" title={t("unreachable")} className="mb-4" /> : null}
      {props.tenants.length === 0 ? (
        <EmptyState title={t("noTenants")} className="px-0">
          {t("noTenantsHelp")}
        </EmptyState>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line">
          {props.tenants.map((tenant) => (
            <li key={tenant.slug} className="border-line not-first:border-t">
              <PlainButton
                isPending={busy === tenant.slug}
                onPress={() => void go(tenant.slug)}
                className="flex min-h-14 w-full items-center gap-3 px-3 text-left data-hovered:bg-surface-hover"
              >
                <span className="min-w-0 flex-1">
                  <span className="block text-md font-medium">{tenant.name}</span>
                  <span className="block font-mono text-sm text-muted">{tenant.host}</span>
                </span>
                <span className="text-muted">
                  <Icon name="chevron-right" />
                </span>
              </PlainButton>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-6 flex items-center gap-2 text-sm text-muted">
        {t("signedInAs", { name: props.user.email })}
        <Button size="sm" variant="ghost" onPress={() => void signOut()}>
          {t("another")}
        </Button>
      </p>
    </>
  );
}
