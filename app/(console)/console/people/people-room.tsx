"use client";
import { useState } from "react";
import { Tabs, useTranslations } from "#components";
import { PeopleList, type PeoplePage, type Role } from "./people-list.tsx";
import { TeamsTree, type Team } from "./teams-tree.tsx";

export function PeopleRoom(props: {
  readonly tenant: string;
  readonly roles: readonly Role[];
  readonly first: PeoplePage;
  readonly teams: readonly Team[];
}) {
  const t = useTranslations("run.people");
  const [tab, setTab] = useState("people");
  return (
    <>
      <header className="flex h-14 flex-none items-center gap-2 bg-surface px-4 sm:px-6">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
      </header>
      <Tabs
        label={t("title")}
        value={tab}
        onChange={setTab}
        className="flex-1"
        listClassName="bg-surface sm:px-6"
        panelClassName="p-4 sm:p-6"
        items={[
          { id: "people", label: t("people"), content: <PeopleList tenant={props.tenant} roles={props.roles} first={props.first} /> },
          { id: "teams", label: t("teams"), content: <TeamsTree first={props.teams} /> },
        ]}
      />
    </>
  );
}
