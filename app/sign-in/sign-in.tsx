"use client";
import { useState } from "react";
import { Banner, Button, Checkbox, Icon, PlainButton, TextField, useTranslations } from "#components";

/** E-mail and password. */
export function SignIn(props: {
  readonly tenant: { readonly slug: string; readonly name: string } | undefined;
  readonly next: string;
  readonly demoPassword: string | undefined;
}) {
  const t = useTranslations("run.signIn");
  const tc = useTranslations("common");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [remembers, setRemembers] = useState(true);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const slug = props.tenant?.slug;
  const accounts = [
    { key: "implementer", label: t("implementer"), use: t("implementerUse"), email: `implementer@${slug ?? "merchant-b"}.test` },
    { key: "business", label: t("business"), use: t("businessUse"), email: `business@${slug ?? "merchant-b"}.test` },
    { key: "operator", label: t("operator"), use: t("operatorUse"), email: "operator@armature.test" },
  ];

  const submit = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      const answer = await fetch("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password, rememberMe: remembers }),
      });
      if (answer.ok) {
        location.assign(props.next);
        return;
      }
      const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
      setFault(code === "rate_limited" ? tc("problem.rate_limited") : answer.status >= 500 ? t("unreachable") : t("wrong"));
    } catch {
      setFault(t("unreachable"));
    }
    setBusy(false);
  };

  return (
    <>
      <h1 className="text-[24px] leading-8 font-semibold tracking-[-.01em]">{t("title")}</h1>
      <p className="mt-1 mb-6 text-md text-muted">
        {props.tenant === undefined ? t("leadBare") : t("lead", { tenant: props.tenant.name })}
      </p>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
        <TextField
          label={t("email")}
          name="email"
          type="email"
          autoComplete="username"
          size="lg"
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <TextField
          label={t("password")}
          name="password"
          type={isShown ? "text" : "password"}
          autoComplete="current-password"
          size="lg"
          value={password}
          onChange={setPassword}
          after={
            <PlainButton
              aria-label={isShown ? t("hidePassword") : t("showPassword")}
              onPress={() => setShown(!isShown)}
              className="grid size-8 place-items-center rounded-md text-muted data-hovered:text-ink"
            >
              <Icon name={isShown ? "eye-off" : "eye"} />
            </PlainButton>
          }
        />
        <Checkbox isSelected={remembers} onChange={setRemembers}>
          {t("remember")}
        </Checkbox>
        <Button type="submit" variant="primary" size="lg" isBusy={busy} className="w-full max-sm:h-12">
          {t("submit")}
        </Button>
      </form>
      {props.demoPassword === undefined ? null : (
        <section aria-label={t("demo")} className="mt-6 overflow-hidden rounded-lg border border-line">
          <p className="flex border-b border-line bg-surface-sunken px-3 py-2 text-sm text-muted">
            {t("demo")}
            <span className="ml-auto">
              {t("demoPassword")} <span className="font-mono text-ink">{props.demoPassword}</span>
            </span>
          </p>
          <ul>
            {accounts.map((account) => (
              <li key={account.key} className="flex min-h-9 items-center gap-2 border-line pr-1 pl-3 not-first:border-t">
                <span className="flex-1">{account.label}</span>
                <span className="text-sm text-muted">{account.use}</span>
                <PlainButton
                  aria-label={t("useNamed", { account: account.label })}
                  onPress={() => {
                    setEmail(account.email);
                    setPassword(props.demoPassword ?? "");
                  }}
                  className="h-7 rounded-md px-2.5 font-medium text-accent-text data-hovered:bg-surface-hover max-sm:h-11"
                >
                  {t("use")}
                </PlainButton>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
