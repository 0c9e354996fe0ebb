"use client";
import { useState, type ReactNode } from "react";
import { api, ApiProblem, Banner, Button, Checkbox, Dialog, TagPicker, TextField, useSay, useTranslations } from "#components";
import { isRecordTopic, recordTopics, type Choices, type Webhook, type WithSecret } from "./webhook-types.ts";

interface Fault {
  readonly path: string;
  readonly text: string;
}

/** Makes a webhook, or changes one. */
export function WebhookDialog(props: {
  readonly webhook?: Webhook;
  readonly choices: Choices;
  readonly onClose: () => void;
  readonly onDone: (webhook: WithSecret) => void;
}) {
  const { webhook, choices, onClose, onDone } = props;
  const t = useTranslations("run.webhooks");
  const tc = useTranslations("common");
  const say = useSay();
  const [url, setUrl] = useState(webhook?.url ?? "https://");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [events, setEvents] = useState<readonly string[]>(webhook?.topics.filter(isRecordTopic) ?? [...recordTopics]);
  const [others, setOthers] = useState(webhook?.topics.filter((topic) => !isRecordTopic(topic)).join(", ") ?? "");
  const [objects, setObjects] = useState<readonly string[]>(webhook?.objects ?? []);
  const [roles, setRoles] = useState<readonly string[]>(webhook?.roles ?? choices.own);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [busy, setBusy] = useState(false);
  const at = (part: string) => faults.find(({ path }) => path === `/${part}` || path.startsWith(`/${part}/`))?.text;
  const elsewhere = faults.filter(
    ({ path }) => !["url", "topics", "objects", "roles", "description"].some((part) => path.startsWith(`/${part}`)),
  );

  const save = async () => {
    const topics = [...events, ...others.split(/[\s,，、]+/).filter((topic) => topic !== "")];
    const missing = [
      ...(topics.length === 0 ? [{ path: "/topics", text: t("needTopic") }] : []),
      ...(roles.length === 0 ? [{ path: "/roles", text: t("needRole") }] : []),
    ];
    setFaults(missing);
    if (missing.length > 0) return;
    setBusy(true);
    try {
      const body = { url, description, topics, objects, roles };
      const path = webhook === undefined ? "/webhooks" : `/webhooks/${webhook.id}`;
      onDone(await api<WithSecret>(path, { method: webhook === undefined ? "POST" : "PATCH", body }));
    } catch (thrown) {
      const told = thrown instanceof ApiProblem ? thrown : undefined;
      const problems =
        told === undefined ? [] : told.problems.length > 0 ? told.problems : [{ code: told.code, path: "", message: told.message }];
      setFaults(
        problems.length === 0 ? [{ path: "", text: tc("errors.title") }] : problems.map((each) => ({ path: each.path, text: say(each) })),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={webhook === undefined ? t("new") : t("edit")}
      width={560}
      actions={
        <>
          <Button onPress={onClose}>{tc("cancel")}</Button>
          <Button variant="primary" isBusy={busy} onPress={() => void save()}>
            {webhook === undefined ? t("create") : t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {elsewhere.map(({ text }) => (
          <Banner key={text} tone="danger" title={text} />
        ))}
        <TextField
          label={t("url")}
          type="url"
          isMono
          isRequired
          autoFocus
          value={url}
          onChange={setUrl}
          maxLength={2_000}
          help={webhook === undefined ? t("urlHelp") : t("urlChangeHelp")}
          error={at("url")}
        />
        <TextField label={t("description")} value={description} onChange={setDescription} maxLength={500} help={t("descriptionHelp")} />
        <Group label={t("events")} error={at("topics")}>
          <div className="grid grid-cols-2 gap-x-4 gap-y-1">
            {recordTopics.map((topic) => (
              <Checkbox
                key={topic}
                isSelected={events.includes(topic)}
                onChange={(on) => setEvents(recordTopics.filter((each) => (each === topic ? on : events.includes(each))))}
              >
                {t(`topics.${topic.slice("record.".length) as "created"}`)}
              </Checkbox>
            ))}
          </div>
        </Group>
        {events.length === 0 ? null : (
          <TagPicker
            label={t("objects")}
            items={choices.objects}
            value={objects}
            onChange={setObjects}
            placeholder={t("allObjects")}
            help={t("objectsHelp")}
            {...errorOf(at("objects"))}
          />
        )}
        <TextField label={t("otherTopics")} isMono value={others} onChange={setOthers} help={t("otherTopicsHelp")} />
        <TagPicker
          label={t("roles")}
          isRequired
          items={choices.roles}
          value={roles}
          onChange={setRoles}
          help={t("rolesHelp")}
          {...errorOf(at("roles"))}
        />
      </div>
    </Dialog>
  );
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error });

function Group({ label, error, children }: { readonly label: string; readonly error: string | undefined; readonly children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 text-sm text-muted">{label}</legend>
      {children}
      {error === undefined ? null : <span className="text-sm text-danger">{error}</span>}
    </fieldset>
  );
}
