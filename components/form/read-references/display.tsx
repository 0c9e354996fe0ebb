"use client";
import { useText } from "../../i18n/provider.tsx";
import type { Display } from "../../render/display.ts";
import { linkedIn, LinkedTitle } from "../../render/linked.tsx";
import { useObject } from "../../render/scope.tsx";

/** Records by their titles; of several objects, with the object's name before it. */
export const RecordLinks: Display = ({ field, value, place, noLinks }) => {
  const links = linkedIn(field, value);
  const most = place === "cell" ? 3 : 200;
  const several = (field.fieldType.linksTo?.objects(field.settings).length ?? 1) > 1;
  return (
    <span className={place === "cell" ? "inline-flex max-w-full items-center gap-1 overflow-hidden align-middle" : "flex flex-wrap gap-1"}>
      {links.slice(0, most).map((link) => (
        <span
          key={`${link.object}/${link.id}`}
          className="inline-flex min-h-5.5 max-w-full flex-none items-center gap-1 rounded-sm border border-line-strong bg-surface px-[7px] text-sm whitespace-nowrap"
        >
          {several ? <ObjectLabel name={link.object} /> : null}
          <LinkedTitle link={link} noLinks={noLinks || place === "cell"} />
        </span>
      ))}
      {links.length > most ? <span className="num text-sm text-muted">+{links.length - most}</span> : null}
    </span>
  );
};

function ObjectLabel({ name }: { readonly name: string }) {
  const text = useText();
  const object = useObject(name);
  return <span className="text-muted">{text(object?.document.label, name)}</span>;
}
