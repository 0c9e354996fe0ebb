import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

const looks = [
  "bg-accent-soft-strong text-accent-text",
  "bg-warning-soft text-warning",
  "bg-info-soft text-info",
  "bg-success-soft text-success",
];

/** Two Latin initials, or one Han character. */
export function initials(name: string): string {
  const trimmed = name.trim();
  const first = [...trimmed][0] ?? "?";
  if (/\p{Script=Han}/u.test(first)) return first;
  const words = trimmed.split(/[\s@._-]+/u).filter(Boolean);
  return `${[...(words[0] ?? "?")][0] ?? ""}${words.length > 1 ? ([...(words[1] ?? "")][0] ?? "") : ""}`.toUpperCase();
}

/** Who. The colour follows from the name, so that one person looks the same everywhere. `icon`: something that is not a person. */
export function Avatar({ name, icon, size = 24 }: { readonly name: string; readonly icon?: string; readonly size?: number }) {
  let sum = 0;
  for (const character of name) sum = (sum + (character.codePointAt(0) ?? 0)) % 9973;
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size }}
      className={cx(
        "grid flex-none place-items-center rounded-full text-xs font-semibold",
        icon === undefined ? looks[sum % looks.length] : "bg-neutral-soft text-muted",
      )}
    >
      {icon === undefined ? initials(name) : <Icon name={icon} size={14} />}
    </span>
  );
}
