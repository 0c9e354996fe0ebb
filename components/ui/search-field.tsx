"use client";
import { SearchField as AriaSearchField, Button, Group, Input, Label } from "react-aria-components";
import { cx } from "./cx.ts";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

/** Narrows what is shown while one types. */
export function SearchField(props: {
  readonly label: string;
  readonly value?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly onSubmit?: ((value: string) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly size?: "sm" | "md";
  readonly autoFocus?: boolean;
  readonly className?: string | undefined;
}) {
  const { label, placeholder, size = "sm", className, ...rest } = props;
  return (
    <AriaSearchField {...given(rest)} className={cx("min-w-0", className)}>
      {({ isEmpty }) => (
        <>
          <Label className="sr-only">{label}</Label>
          <Group
            className={cx(
              "control border-line-strong pr-0 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus",
              size === "sm" && "sm:h-7",
            )}
          >
            <Icon name="search" className="text-faint" />
            <Input
              placeholder={placeholder ?? label}
              className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
            />
            <Button className={cx("grid h-full w-7 flex-none place-items-center text-muted", isEmpty && "hidden")}>
              <Icon name="x" size={14} />
            </Button>
          </Group>
        </>
      )}
    </AriaSearchField>
  );
}
