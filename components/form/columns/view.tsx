"use client";
import { useMaybeForm } from "../../render/form-context.ts";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import type { columns } from "./definition.ts";

export const Columns: View<typeof columns> = ({ props, parts }) => {
  const inForm = useMaybeForm() !== undefined;
  return (
    <div
      className={cx(
        "col-span-full grid min-w-0 grid-cols-1 items-start gap-4",
        props.widths === "main-side"
          ? "@min-[1000px]:grid-cols-[minmax(0,1fr)_376px]"
          : props.count === "3"
            ? "@min-[560px]:grid-cols-2 @min-[840px]:grid-cols-3"
            : "@min-[560px]:grid-cols-2",
        !inForm && "p-4 sm:px-6",
      )}
    >
      {parts.map((part) => (
        <div key={part.node.id} className="min-w-0">
          {part.element}
        </div>
      ))}
    </div>
  );
};
