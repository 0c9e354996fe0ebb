import type { Metadata } from "next";
import { getRecord, offeredChoices, waitingOf } from "#runtime";
import { expandOf, priced, RenderRoot, shownObject } from "#components";
import { inLocale } from "#metadata";
import { customerOfLink, platform } from "../../../platform.ts";
import { currentPreferences } from "../../../preferences.ts";
import { shownDocuments } from "../../documents.ts";
import { CustomerPage } from "./customer-page.tsx";
import { NoLink } from "./no-link.tsx";

interface Props {
  readonly params: Promise<{ readonly token: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await customerOfLink((await params).token);
  if (!found.ok) return {};
  const effective = await platform().effectives.get(found.value.actor.tenantId);
  const { locale } = await currentPreferences();
  return {
    title: inLocale(effective.documents.page.get(found.value.link.page)?.label, locale, found.value.tenant.name),
    robots: { index: false },
  };
}

/** What the holder of an order link sees: one page, one record. */
export default async function LinkPage({ params }: Props) {
  const { token } = await params;
  const found = await customerOfLink(token);
  if (!found.ok) return <NoLink />;
  const { actor, tenant, link } = found.value;
  const effective = await platform().effectives.get(actor.tenantId);
  const { documents, grants } = shownDocuments(effective, actor);
  const page = Object.hasOwn(documents.page, link.page) ? documents.page[link.page] : undefined;
  const document = Object.hasOwn(documents.object, link.object) ? documents.object[link.object] : undefined;
  if (page?.byLink !== true || document === undefined) return <NoLink />;
  const [record, waiting, offered] = await Promise.all([
    getRecord(platform(), actor, link.object, link.recordId, { expand: expandOf(shownObject(document)) }),
    waitingOf(platform(), actor, link.object, link.recordId),
    offeredChoices(platform(), actor, link.object, link.recordId),
  ]);
  if (!record.ok) return <NoLink />;
  const data = {
    tenant: { name: tenant.name },
    record: record.value,
    waiting: waiting.map(({ field, expiresAt, runId, step }) => ({ field, expiresAt, runId, step })),
    offered: priced(page, documents.function ?? {}, record.value, offered.ok ? offered.value : [], new Date().toISOString()),
  };
  return (
    <RenderRoot
      scope={{
        revision: effective.revision,
        timezone: effective.timezone,
        documents,
        grants,
        user: { id: null, roles: [...actor.roles] },
        live: false,
      }}
    >
      <CustomerPage
        token={token}
        page={page}
        tenant={tenant.name}
        initial={JSON.parse(JSON.stringify(data))}
        at={Date.now()}
        revision={effective.revision}
      />
    </RenderRoot>
  );
}
