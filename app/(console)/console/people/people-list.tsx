"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import {
  api,
  Avatar,
  Banner,
  Button,
  Checkbox,
  Chip,
  ConfirmDialog,
  Dialog,
  EmptyState,
  IconButton,
  SearchField,
  toast,
  useTell,
  useTranslations,
  withQuery,
} from "#components";

export interface Role {
  readonly name: string;
  readonly label: string;
}
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}
export interface PeoplePage {
  readonly data: readonly Person[];
  readonly next: string | null;
}

/** Who belongs to the tenant, and with which roles. */
export function PeopleList({
  tenant,
  roles,
  first,
}: {
  readonly tenant: string;
  readonly roles: readonly Role[];
  readonly first: PeoplePage;
}) {
  const t = useTranslations("run.people");
  const [q, setQ] = useState("");
  const asked = useDeferredValue(q.trim());
  const people = useInfiniteQuery({
    queryKey: ["members", asked],
    queryFn: ({ pageParam }) => api<PeoplePage>(withQuery("/people", { q: asked, limit: 50, cursor: pageParam })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    ...(asked === "" ? { initialData: { pages: [first], pageParams: [undefined] } } : {}),
  });
  const [chosen, setChosen] = useState<Person | undefined>();
  const rows = people.data?.pages.flatMap(({ data }) => data) ?? [];
  const labelOf = (name: string) => roles.find((each) => each.name === name)?.label ?? name;
  return (
    <div className="flex max-w-[920px] flex-col gap-3">
      <SearchField label={t("find")} placeholder={t("find")} value={q} onChange={setQ} size="md" className="max-w-90" />
      {people.isError ? <Banner tone="danger" title={t("failed")} /> : null}
      {rows.length === 0 && !people.isPending ? (
        <EmptyState title={t("none")}>{t("noneHelp")}</EmptyState>
      ) : (
        <ul aria-label={t("people")} className="rounded-lg border border-line bg-surface">
          {rows.map((person) => (
            <li key={person.id} className="flex min-h-13 items-center gap-3 border-line px-4 py-2 not-first:border-t">
              <Avatar name={person.name} />
              <div className="min-w-0 flex-1 sm:grid sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)] sm:items-center sm:gap-3">
                <div className="min-w-0">
                  <div className="ellipsis font-medium">{person.name}</div>
                  <div className="ellipsis text-sm text-muted">{person.email}</div>
                </div>
                <div className="flex flex-wrap gap-1 max-sm:mt-1">
                  {person.roles.length === 0 ? <span className="text-muted">{t("noRoles")}</span> : null}
                  {person.roles.map((role) => (
                    <Chip key={role}>{labelOf(role)}</Chip>
                  ))}
                </div>
              </div>
              <IconButton icon="pencil" label={t("change", { name: person.name })} variant="ghost" onPress={() => setChosen(person)} />
            </li>
          ))}
        </ul>
      )}
      {people.hasNextPage ? (
        <Button className="self-start" isBusy={people.isFetchingNextPage} onPress={() => void people.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      {chosen === undefined ? null : (
        <PersonDialog key={chosen.id} person={chosen} roles={roles} tenant={tenant} onClose={() => setChosen(undefined)} />
      )}
    </div>
  );
}

function PersonDialog(props: {
  readonly person: Person;
  readonly roles: readonly Role[];
  readonly tenant: string;
  readonly onClose: () => void;
}) {
  const { person, roles, tenant, onClose } = props;
  const t = useTranslations("run.people");
  const tc = useTranslations("common");
  const tell = useTell();
  const cache = useQueryClient();
  const [given, setGiven] = useState<readonly string[]>(person.roles);
  const [fault, setFault] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const [removes, setRemoves] = useState(false);
  // a role that is no longer described can still be taken away
  const all = [
    ...roles,
    ...person.roles.filter((name) => !roles.some((each) => each.name === name)).map((name) => ({ name, label: name })),
  ];
  const deed = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      await cache.invalidateQueries({ queryKey: ["members"] });
      toast(done);
      onClose();
    } catch (thrown) {
      setFault(tell(thrown));
      setRemoves(false);
    } finally {
      setBusy(false);
    }
  };
  const path = `/people/${encodeURIComponent(person.id)}`;
  if (removes) {
    return (
      <ConfirmDialog
        onClose={() => setRemoves(false)}
        title={t("removeTitle", { name: person.name, tenant })}
        deed={t("remove", { tenant })}
        onConfirm={() => deed(() => api(path, { method: "DELETE" }), t("removed", { name: person.name }))}
      >
        <p>{t("removeHelp")}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("change", { name: person.name })}
      actions={
        <>
          <Button variant="danger" onPress={() => setRemoves(true)}>
            {t("remove", { tenant })}
          </Button>
          <span className="flex-1" />
          <Button onPress={onClose}>{tc("cancel")}</Button>
          <Button
            variant="primary"
            isBusy={busy}
            onPress={() => void deed(() => api(path, { method: "PATCH", body: { roles: given } }), t("saved", { name: person.name }))}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div role="group" aria-label={t("roles")} className="flex flex-col gap-1">
        {all.map((role) => (
          <Checkbox
            key={role.name}
            isSelected={given.includes(role.name)}
            onChange={(on) => setGiven(on ? [...given, role.name] : given.filter((each) => each !== role.name))}
          >
            {role.label} <span className="mono text-sm text-muted">{role.name}</span>
          </Checkbox>
        ))}
      </div>
      <p className="mt-3 text-sm text-muted">{t("changeHelp")}</p>
      {fault === undefined ? null : <Banner tone="danger" title={fault} />}
    </Dialog>
  );
}
