import { asTone, Chip } from "../ui/chip.tsx";
import { cx } from "../ui/cx.ts";

/** Chips side by side; of more than `most` the rest is counted, with its words in the tooltip. */
export function ChipRow({
  chips,
  most,
  outlined = false,
}: {
  readonly chips: readonly { readonly id: string; readonly label: string; readonly tone?: string | undefined }[];
  readonly most: number;
  readonly outlined?: boolean;
}) {
  return (
    <span className={cx("inline-flex max-w-full items-center gap-1 align-middle", most > 3 ? "flex-wrap" : "overflow-hidden")}>
      {chips.slice(0, most).map(({ id, label, tone }) => (
        <Chip key={id} tone={asTone(tone)} dot={tone !== undefined} outlined={outlined}>
          {label}
        </Chip>
      ))}
      {chips.length > most ? (
        <Chip
          title={chips
            .slice(most)
            .map(({ label }) => label)
            .join(", ")}
        >
          +{chips.length - most}
        </Chip>
      ) : null}
    </span>
  );
}
