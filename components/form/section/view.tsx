"use client";
import { useId } from "react";
import { useText } from "../../i18n/provider.tsx";
import { useMaybeForm } from "../../render/form-context.ts";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import type { section } from "./definition.ts";

export const Section: View<typeof section> = ({ props, parts }) => {
  const text = useText();
  const id = useId();
  const inForm = useMaybeForm() !== undefined;
  const title = text(props.title);
  return (
    <section aria-labelledby={title === "" ? undefined : id} className="col-span-full flex min-w-0 flex-col">
      {title === "" ? null : (
        <h2 id={id} className="mb-3 border-b border-line pb-2 text-lg font-semibold">
          {title}
        </h2>
      )}
      <div
        className={cx(
          "grid min-w-0 gap-4",
          props.columns === "two" || (props.columns === undefined && inForm)
            ? "items-start gap-x-6 @min-[560px]:grid-cols-2"
            : "grid-cols-1",
        )}
      >
        {parts.map((part) => part.element)}
      </div>
    </section>
  );
};
