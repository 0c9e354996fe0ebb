import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { inLocale } from "#metadata";
import { demoPassword, listTenants, slugOfHost, tenantUrl } from "#runtime";
import { currentWho, platform } from "../platform.ts";
import { currentPreferences } from "../preferences.ts";
import { SignIn } from "./sign-in.tsx";
import { TenantChooser } from "./tenant-chooser.tsx";
import { SignInFrame } from "./frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const { locale } = await currentPreferences();
  return { title: inLocale({ en: "Sign in", zh: "登录" }, locale) };
}

/** The demo's accounts are shown where the demo is installed: with the embedded database, or when asked for. */
const showsDemo = (): boolean => {
  const asked = process.env["DEMO"] ?? "";
  return asked === "" ? (process.env["DATABASE_URL"] ?? "") === "" : asked === "1";
};

/** On a tenant's host: its sign-in. On the bare host: sign-in, then the choice among one's tenants. */
export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ readonly next?: string | string[] }> }) {
  const [{ next }, given, who] = await Promise.all([searchParams, headers(), currentWho()]);
  const { baseUrl } = platform().identity;
  const slug = slugOfHost(given.get("host") ?? undefined, baseUrl);
  const goal = typeof next === "string" && /^\/(?![/\\])/u.test(next) ? next : "/";
  if (who.ok && who.value.actor !== undefined) redirect(goal);
  if (who.ok && slug === undefined && who.value.user !== null) {
    const { user, memberships } = who.value;
    return (
      <SignInFrame tenant={undefined}>
        <TenantChooser
          user={user}
          tenants={memberships.map(({ slug: each, name }) => ({ slug: each, name, host: new URL(tenantUrl(each, baseUrl)).host }))}
        />
      </SignInFrame>
    );
  }
  const tenant =
    slug === undefined ? undefined : (await listTenants(platform().db)).find((each) => each.slug === slug && each.status === "active");
  return (
    <SignInFrame tenant={tenant?.name}>
      <SignIn
        tenant={tenant === undefined ? undefined : { slug: tenant.slug, name: tenant.name }}
        next={slug === undefined ? "/sign-in" : goal}
        demoPassword={showsDemo() ? demoPassword : undefined}
      />
    </SignInFrame>
  );
}
