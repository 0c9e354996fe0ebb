"use client";
import { Chip, useTranslations } from "#components";
import { isRecordTopic } from "./webhook-types.ts";

/** What is sent: events of records by what they say, topics of flows by name; then of which objects. */
export function Topics({ topics, objects }: { readonly topics: readonly string[]; readonly objects: readonly string[] }) {
  const t = useTranslations("run.webhooks");
  const records = topics.filter(isRecordTopic);
  return (
    <>
      {records.map((topic) => (
        <Chip key={topic}>{t(`topics.${topic.slice("record.".length) as "created"}`)}</Chip>
      ))}
      {topics
        .filter((topic) => !isRecordTopic(topic))
        .map((topic) => (
          <Chip key={topic} className="font-mono">
            {topic}
          </Chip>
        ))}
      {records.length === 0 ? null : objects.length === 0 ? (
        <Chip outlined>{t("allObjects")}</Chip>
      ) : (
        objects.slice(0, 3).map((object) => (
          <Chip key={object} outlined>
            {object}
          </Chip>
        ))
      )}
      {objects.length > 3 ? (
        <Chip outlined title={objects.slice(3).join(", ")}>
          +{objects.length - 3}
        </Chip>
      ) : null}
    </>
  );
}
