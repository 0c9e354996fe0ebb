import { cx } from "./cx.ts";

/** The ring of a radio. */
export function Mark({ isOn, size = 18 }: { readonly isOn: boolean; readonly size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size, borderWidth: isOn ? Math.round(size * 0.32) : 1.5 }}
      className={cx("flex-none rounded-full bg-surface", isOn ? "border-accent" : "border-line-control")}
    />
  );
}
