"use client";
import { usePathname } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import {
  Avatar,
  cx,
  Dialog,
  FollowRevision,
  Icon,
  IconButton,
  Link,
  Menu,
  Palette,
  UserMenu,
  useScope,
  useText,
  useTranslations,
} from "#components";
import { PlainButton } from "#components";
import { inOrder } from "#metadata";

interface Props {
  readonly app: string;
  /** app → its first address */
  readonly starts: Readonly<Record<string, string>>;
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly user: { readonly name: string; readonly email: string };
  readonly tenants: readonly { readonly slug: string; readonly name: string; readonly url: string }[];
  readonly mayDesign: boolean;
  readonly mayOperate: boolean;
  readonly theme: "light" | "dark" | undefined;
  readonly children: ReactNode;
}

/** Sidebar and content of an app; on a small screen the sidebar is a drawer. */
export function Shell(props: Props) {
  const t = useTranslations("run.shell");
  const tc = useTranslations("common");
  const path = usePathname();
  const [isOpen, setOpen] = useState(false);
  const { revision } = useScope();
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="flex h-dvh min-h-0">
      <nav aria-label={tc("skipToContent")}>
        <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-2">
          {tc("skipToContent")}
        </a>
      </nav>
      <FollowRevision revision={revision} />
      <nav aria-label={t("navigation")} className="flex w-52 flex-none flex-col border-r border-line bg-surface-sunken p-2 max-md:hidden">
        <Sidebar {...props} path={path} finds />
      </nav>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <header className="flex h-12 flex-none items-center gap-2 border-b border-line bg-surface-sunken px-2 md:hidden" data-chrome>
          <IconButton icon="menu" label={t("openMenu")} size="lg" onPress={() => setOpen(true)} />
          <Tile name={props.tenant.name} />
          <span className="ellipsis flex-1 font-semibold">{props.tenant.name}</span>
          <Palette look="icon" />
        </header>
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          {props.children}
        </main>
      </div>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t("menu")} side="start" width={280} bodyClassName="p-2">
        <nav aria-label={t("navigation")} className="flex h-full flex-col">
          <Sidebar {...props} path={path} />
        </nav>
      </Dialog>
    </div>
  );
}

const Tile = ({ name }: { readonly name: string }) => (
  <span aria-hidden="true" className="grid size-6 flex-none place-items-center rounded-md bg-accent text-sm font-semibold text-on-accent">
    {tileLetter(name)}
  </span>
);

/** "Merchant B" → "B": of names that begin alike the last letter tells them apart. */
function tileLetter(name: string): string {
  const words = name.trim().split(/[\s-]+/u);
  const last = words.at(-1) ?? name;
  return ([...(words.length > 1 && [...last].length === 1 ? last : name)][0] ?? "?").toUpperCase();
}

function Sidebar(props: Props & { readonly path: string; readonly finds?: boolean }) {
  const t = useTranslations("run.shell");
  const tc = useTranslations("common");
  const text = useText();
  const { documents, grants } = useScope();
  const app = documents.app[props.app];
  const items = inOrder(app?.items ?? {}).filter((item) => item.object !== undefined && grants?.[item.object]?.read === true);
  const apps = Object.values(documents.app);
  return (
    <>
      <Menu
        label={t("apps")}
        trigger={
          <PlainButton className="mb-1 flex h-10 w-full items-center gap-2 rounded-md px-2 text-left data-hovered:bg-surface-hover">
            <Tile name={props.tenant.name} />
            <span className="ellipsis flex-1 font-semibold">
              {props.tenant.name}
              {apps.length > 1 ? ` ${text(app?.label)}` : null}
            </span>
            <span className="text-muted">
              <Icon name="chevron-down" />
            </span>
          </PlainButton>
        }
        groups={[
          {
            title: t("apps"),
            entries: apps.map((each) => ({
              id: `app:${each.name}`,
              label: text(each.label),
              icon: each.icon ?? "layout-grid",
              isOn: each.name === props.app,
              href: props.starts[each.name],
            })),
          },
          ...(props.tenants.length > 1
            ? [
                {
                  title: tc("open"),
                  entries: props.tenants.map((each) => ({
                    id: `tenant:${each.slug}`,
                    label: each.name,
                    icon: "store",
                    isOn: each.slug === props.tenant.slug,
                    href: each.url,
                  })),
                },
              ]
            : []),
        ]}
      />
      {props.finds === true ? <Palette /> : null}
      <ul className="flex flex-col gap-0.5">
        {items.map((item) => {
          const object = documents.object[item.object ?? ""];
          const href = `/a/${props.app}/${item.object}`;
          const isOn = props.path === href || props.path.startsWith(`${href}/`);
          return (
            <li key={item.id}>
              <Link
                href={href}
                {...(isOn ? { "aria-current": "page" as const } : {})}
                className={cx(
                  "flex h-8 items-center gap-2 rounded-md px-2 max-md:h-11",
                  isOn ? "bg-accent-soft-strong font-medium text-accent-text" : "text-ink hover:bg-surface-hover",
                )}
              >
                <span className={cx("flex", !isOn && "text-muted")}>
                  <Icon name={item.icon ?? object?.icon ?? "table-2"} />
                </span>
                <span className="ellipsis">{text(item.label) || text(object?.plural ?? object?.label)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <span className="flex-1" />
      <ul className="mb-1 flex flex-col gap-0.5">
        {props.mayDesign ? <Way href="/studio" icon="pencil" label={tc("studio")} /> : null}
        {props.mayOperate ? <Way href="/console" icon="activity" label={tc("console")} /> : null}
      </ul>
      <UserMenu
        user={props.user}
        theme={props.theme}
        trigger={
          <PlainButton className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left data-hovered:bg-surface-hover">
            <Avatar name={props.user.name} />
            <span className="ellipsis flex-1">{props.user.name}</span>
          </PlainButton>
        }
      />
    </>
  );
}

const Way = ({ href, icon, label }: { readonly href: string; readonly icon: string; readonly label: string }) => (
  <li>
    <Link href={href} className="flex h-8 items-center gap-2 rounded-md px-2 text-ink hover:bg-surface-hover max-md:h-11">
      <span className="flex text-muted">
        <Icon name={icon} />
      </span>
      {label}
    </Link>
  </li>
);
