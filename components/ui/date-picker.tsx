"use client";
import { parseAbsolute, parseDate, toCalendarDate, type CalendarDate, type ZonedDateTime } from "@internationalized/date";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Popover,
  type DateValue,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface DateFieldProps extends FieldProps {
  /** "2026-03-19"; undefined = empty */
  readonly value?: string | undefined;
  readonly onChange?: ((value: string | undefined) => void) | undefined;
}
export interface DateTimeFieldProps extends FieldProps {
  /** an instant, "2026-03-19T06:30:00.000Z" */
  readonly value?: string | undefined;
  readonly onChange?: ((value: string | undefined) => void) | undefined;
  /** IANA zone in which it is shown and typed */
  readonly timeZone: string;
}

const read = <Value,>(text: string | undefined, parse: (text: string) => Value): Value | null => {
  if (text === undefined || text === "") return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
};

/** A day. */
export function DateField({ value, onChange, ...rest }: DateFieldProps) {
  return (
    <Picker<CalendarDate>
      {...rest}
      granularity="day"
      value={read(value, parseDate)}
      onChange={(next) => onChange?.(next === null ? undefined : toCalendarDate(next).toString())}
    />
  );
}

/** A day and a time in a zone, stored as an instant. */
export function DateTimeField({ value, onChange, timeZone, ...rest }: DateTimeFieldProps) {
  return (
    <Picker<ZonedDateTime>
      {...rest}
      granularity="minute"
      value={read(value, (text) => parseAbsolute(text, timeZone))}
      onChange={(next) => onChange?.(next === null ? undefined : next.toDate().toISOString())}
    />
  );
}

function Picker<Value extends DateValue>(
  props: FieldProps & {
    readonly granularity: "day" | "minute";
    readonly value: Value | null;
    readonly onChange: (value: Value | null) => void;
  },
) {
  const { label, hideLabel, labelAt, help, error, size, className, value, onChange, ...rest } = props;
  return (
    <DatePicker<DateValue>
      {...given(rest)}
      value={value}
      onChange={(next) => onChange(next as Value | null)}
      hideTimeZone
      hourCycle={24}
      isInvalid={error !== undefined}
      className={fieldLook({ labelAt, className })}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      <Group
        className={cx("control pr-0 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus", controlSize(size))}
      >
        <DateInput className="num flex flex-1 items-center">
          {(segment) => (
            <DateSegment
              segment={segment}
              className="rounded-sm px-px text-center outline-none not-data-[type=literal]:min-w-6 not-data-[type=literal]:leading-6 data-focused:bg-accent data-focused:text-on-accent data-placeholder:text-faint data-focused:data-placeholder:text-on-accent"
            />
          )}
        </DateInput>
        <Button className={cx("grid h-full w-8 flex-none place-items-center text-muted", size === "lg" ? "-mr-2" : undefined)}>
          <Icon name="calendar" />
        </Button>
      </Group>
      <FieldFoot help={help} error={error} labelAt={labelAt} />
      <Popover offset={4} className="floats z-40 rounded-lg bg-surface-raised p-3 shadow-2">
        <Dialog className="outline-none">
          <Calendar className="w-max">
            <header className="mb-2 flex items-center gap-1">
              <Button slot="previous" className="grid size-7 place-items-center rounded-md text-muted data-hovered:bg-surface-hover">
                <Icon name="chevron-left" />
              </Button>
              <Heading className="flex-1 text-center font-semibold" />
              <Button slot="next" className="grid size-7 place-items-center rounded-md text-muted data-hovered:bg-surface-hover">
                <Icon name="chevron-right" />
              </Button>
            </header>
            <CalendarGrid>
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell className="size-8 text-sm font-normal text-muted">{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => (
                  <CalendarCell
                    date={date}
                    className="num grid size-8 place-items-center rounded-md outline-none data-disabled:text-disabled data-focus-visible:outline-2 data-focus-visible:outline-focus data-hovered:bg-surface-hover data-outside-month:invisible data-selected:bg-accent data-selected:text-on-accent"
                  />
                )}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
