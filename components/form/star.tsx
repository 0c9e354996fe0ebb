import type { ShownField } from "../render/object.ts";
import { cx } from "../ui/cx.ts";

/** How many stars a field has: 5 unless its settings say another number that can be shown. */
export function starsOf(field: ShownField): number {
  const most = (field.settings as { max?: number }).max;
  return most !== undefined && Number.isInteger(most) && most >= 2 && most <= 10 ? most : 5;
}

/** One star of a rating: full or only its line. */
export function Star({ isOn, size = 14 }: { readonly isOn: boolean; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      className={cx("flex-none", isOn ? "fill-warning-fill stroke-warning-fill" : "fill-none stroke-line-control")}
      strokeWidth={36 / size}
      strokeLinejoin="round"
    >
      <path d="M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5-4.7-4.6 6.5-.9z" />
    </svg>
  );
}
