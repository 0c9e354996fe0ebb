"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  api,
  Avatar,
  Button,
  Checkbox,
  ComboBox,
  ConfirmDialog,
  cx,
  Dialog,
  EmptyState,
  Icon,
  IconButton,
  Menu,
  PlainButton,
  Select,
  TextField,
  toast,
  useTell,
  useTranslations,
  withQuery,
} from "#components";

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly members?: readonly { readonly userId: string; readonly leads: boolean }[];
}
interface Placed extends Team {
  readonly depth: number;
}

/** Teams in the order of a tree, each below the one it stands within. */
function inTree(teams: readonly Team[], parentId: string | null = null, depth = 0): Placed[] {
  if (depth > 20) return [];
  return teams.filter((team) => team.parentId === parentId).flatMap((team) => [{ ...team, depth }, ...inTree(teams, team.id, depth + 1)]);
}

/** Teams within teams, and who is in them. */
export function TeamsTree({ first }: { readonly first: readonly Team[] }) {
  const t = useTranslations("run.people");
  const asked = useQuery({ queryKey: ["teams"], queryFn: () => api<{ data: Team[] }>("/teams"), initialData: { data: [...first] } });
  const teams = asked.data.data;
  const placed = inTree(teams);
  const [chosenId, setChosen] = useState<string | undefined>();
  const [edits, setEdits] = useState<{ readonly team?: Team; readonly parentId?: string | null } | undefined>();
  const [deletes, setDeletes] = useState<Team | undefined>();
  const chosen = teams.find((team) => team.id === chosenId);
  return (
    <div className="grid max-w-[920px] items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <div className="flex min-w-0 flex-col gap-3">
        <Button icon="plus" className="self-start" onPress={() => setEdits({})}>
          {t("newTeam")}
        </Button>
        {placed.length === 0 ? (
          <EmptyState title={t("noTeams")} className="px-0">
            {t("noTeamsHelp")}
          </EmptyState>
        ) : (
          <ul aria-label={t("teams")} className="rounded-lg border border-line bg-surface">
            {placed.map((team) => (
              <li
                key={team.id}
                className={cx(
                  "flex items-center border-line pr-2 not-first:border-t",
                  team.id === chosenId && "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]",
                )}
              >
                <PlainButton
                  aria-pressed={team.id === chosenId}
                  onPress={() => setChosen(team.id)}
                  style={{ paddingInlineStart: 16 + team.depth * 20 }}
                  className="flex min-h-11 min-w-0 flex-1 items-center gap-2 text-left outline-offset-[-2px]"
                >
                  <Icon name={team.depth === 0 ? "users" : "corner-down-right"} className="text-muted" />
                  <span className="ellipsis flex-1 font-medium">{team.name}</span>
                  <span className="num text-sm text-muted">{t("memberCount", { count: team.members?.length ?? 0 })}</span>
                </PlainButton>
                <Menu
                  label={team.name}
                  placement="bottom end"
                  trigger={<IconButton icon="ellipsis" label={team.name} size="sm" variant="ghost" />}
                  entries={[
                    { id: "edit", label: t("renameTeam"), icon: "pencil" },
                    { id: "within", label: t("newTeam"), icon: "plus" },
                    { id: "delete", label: t("deleteTeam"), icon: "trash-2", isDanger: true, divided: true },
                  ]}
                  onAction={(id) =>
                    id === "edit" ? setEdits({ team }) : id === "within" ? setEdits({ parentId: team.id }) : setDeletes(team)
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      {chosen === undefined ? (
        placed.length === 0 ? null : (
          <p className="pt-11 text-muted max-sm:pt-0">{t("choose")}</p>
        )
      ) : (
        <Members key={chosen.id} team={chosen} />
      )}
      {edits === undefined ? null : <TeamDialog {...edits} teams={placed} onClose={() => setEdits(undefined)} />}
      {deletes === undefined ? null : <DeleteDialog team={deletes} onClose={() => setDeletes(undefined)} />}
    </div>
  );
}

/** Does something and shows the teams anew; → what went wrong, in words. */
function useDeed() {
  const tell = useTell();
  const cache = useQueryClient();
  return async (work: () => Promise<unknown>): Promise<string | undefined> => {
    try {
      await work();
      await cache.invalidateQueries({ queryKey: ["teams"] });
      return undefined;
    } catch (thrown) {
      return tell(thrown);
    }
  };
}

/** Names by id, asked for as many at a time as one answer holds. */
async function namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const parts = Array.from({ length: Math.ceil(ids.length / 50) }, (_, part) => ids.slice(part * 50, part * 50 + 50));
  const pages = await Promise.all(
    parts.map((part) => api<{ data: { id: string; name: string }[] }>(withQuery("/people", { ids: part.join(","), limit: 50 }))),
  );
  return new Map(pages.flatMap(({ data }) => data).map(({ id, name }) => [id, name]));
}

function Members({ team }: { readonly team: Team }) {
  const t = useTranslations("run.people");
  const ts = useTranslations("run.share");
  const members = team.members ?? [];
  const ids = members.map(({ userId }) => userId);
  const named = useQuery({
    queryKey: ["people", "ids", ...ids],
    queryFn: () => namesOf(ids),
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  });
  const nameOf = (id: string) => (named.data === undefined ? "" : (named.data.get(id) ?? ts("gone")));
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | undefined>();
  const deed = useDeed();
  const found = useQuery({
    queryKey: ["people", "q", typed.trim()],
    queryFn: () => api<{ data: { id: string; name: string }[] }>(withQuery("/people", { q: typed.trim(), limit: 20 })),
    placeholderData: (before) => before,
  });
  const put = async (userId: string, leads: boolean) =>
    setFault(await deed(() => api(`/teams/${team.id}/members/${encodeURIComponent(userId)}`, { method: "PUT", body: { leads } })));
  const items = (found.data?.data ?? [])
    .filter((each) => !members.some(({ userId }) => userId === each.id))
    .map((each) => ({ id: each.id, label: each.name, avatar: each.name }));
  return (
    <section aria-label={team.name} className="flex min-w-0 flex-col gap-3">
      <h2 className="flex h-[var(--control-md)] items-center font-semibold">{team.name}</h2>
      {members.length === 0 ? (
        <EmptyState title={t("noMembers")} className="px-0 py-0" />
      ) : (
        <ul aria-label={t("members")} className="rounded-lg border border-line bg-surface">
          {members.map(({ userId, leads }) => (
            <li key={userId} className="flex min-h-11 items-center gap-2 border-line px-4 not-first:border-t">
              <Avatar name={nameOf(userId)} />
              <span className="ellipsis flex-1">{nameOf(userId)}</span>
              <Checkbox isSelected={leads} onChange={(on) => void put(userId, on)}>
                {t("leads")}
              </Checkbox>
              <IconButton
                icon="x"
                label={t("removeMember", { name: nameOf(userId) })}
                size="sm"
                variant="ghost"
                onPress={async () =>
                  setFault(await deed(() => api(`/teams/${team.id}/members/${encodeURIComponent(userId)}`, { method: "DELETE" })))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <ComboBox
        label={t("addMember")}
        placeholder={t("findPerson")}
        items={items}
        value={null}
        inputValue={typed}
        onInputChange={setTyped}
        onChange={(next) => {
          if (next === null) return;
          setTyped("");
          void put(next, false);
        }}
        error={fault}
        empty={ts("noMatch")}
      />
    </section>
  );
}

/** Stands for no team to stand within. */
const top = "none";

function TeamDialog(props: {
  readonly team?: Team;
  readonly parentId?: string | null;
  readonly teams: readonly Placed[];
  readonly onClose: () => void;
}) {
  const { team, teams, onClose } = props;
  const t = useTranslations("run.people");
  const tc = useTranslations("common");
  const deed = useDeed();
  const [name, setName] = useState(team?.name ?? "");
  const [parentId, setParent] = useState(team?.parentId ?? props.parentId ?? top);
  const [fault, setFault] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const body = { name: name.trim(), parentId: parentId === top ? null : parentId };
    const wrong = await deed(() => (team === undefined ? api("/teams", { body }) : api(`/teams/${team.id}`, { method: "PATCH", body })));
    setBusy(false);
    setFault(wrong);
    if (wrong === undefined) onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={team === undefined ? t("newTeam") : team.name}
      actions={
        <>
          <Button onPress={onClose}>{tc("cancel")}</Button>
          <Button variant="primary" isBusy={busy} isDisabled={name.trim() === ""} onPress={() => void save()}>
            {t(team === undefined ? "createTeam" : "saveTeam")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField label={t("teamName")} value={name} onChange={setName} autoFocus error={fault} />
        <Select
          label={t("within")}
          items={[
            { id: top, label: t("withinNone") },
            ...teams
              .filter((each) => each.id !== team?.id)
              .map((each) => ({ id: each.id, label: `${"– ".repeat(each.depth)}${each.name}` })),
          ]}
          value={parentId}
          onChange={setParent}
        />
      </div>
    </Dialog>
  );
}

function DeleteDialog({ team, onClose }: { readonly team: Team; readonly onClose: () => void }) {
  const t = useTranslations("run.people");
  const deed = useDeed();
  const [fault, setFault] = useState<string | undefined>();
  return (
    <ConfirmDialog
      onClose={onClose}
      title={`${t("deleteTeam")} ${team.name}`}
      deed={t("deleteTeam")}
      fault={fault}
      onConfirm={async () => {
        const wrong = await deed(() => api(`/teams/${team.id}`, { method: "DELETE" }));
        setFault(wrong);
        if (wrong !== undefined) return;
        toast(t("teamDeleted", { name: team.name }));
        onClose();
      }}
    >
      <p>{t("deleteTeamHelp")}</p>
    </ConfirmDialog>
  );
}
