"use client";
import { useMemo, useState, type ComponentType } from "react";
import { useForm } from "react-hook-form";
import { useTranslations } from "use-intl";
import { useText } from "../i18n/provider.tsx";
import { FormContext, type FormState } from "../render/form-context.ts";
import { useValuesOf } from "../render/form-state.tsx";
import { NodeContext } from "../render/node-context.tsx";
import type { ShownField, ShownObject } from "../render/object.ts";
import { hasOffers, hasRules, readField, useRules } from "../render/rules.ts";
import { useSay } from "../render/say.ts";
import { useScope, useViews } from "../render/scope.tsx";
import type { PlacedNode, ViewProps } from "../render/view.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/select.tsx";

/** Gives one field of many records the same value. */
export function BulkEdit(props: {
  readonly object: ShownObject;
  readonly fields: readonly ShownField[];
  readonly count: number;
  readonly onClose: () => void;
  readonly onApply: (values: Readonly<Record<string, unknown>>) => void;
}) {
  const { object, fields, count } = props;
  useRules(hasRules(object), hasOffers(object));
  const t = useTranslations("run.jobs");
  const tc = useTranslations("common");
  const text = useText();
  const say = useSay();
  const views = useViews();
  const { user } = useScope();
  const [name, setName] = useState(fields[0]?.name ?? "");
  const [isEmpty, setEmpty] = useState(false);
  const { control, getValues, setError } = useForm<Record<string, unknown>>({ defaultValues: {} });
  const field = object.byName.get(name);
  const [context] = useState(() => ({ now: new Date().toISOString(), user: { id: user.id, roles: user.roles } }));
  const state = useMemo<FormState>(
    () => ({ object, control, useValuesOf, context, mode: "edit", isReadOnly: false, recordId: undefined }),
    [object, control, context],
  );
  const component = field?.editedBy ?? "";
  const node = useMemo<PlacedNode>(
    () => ({ id: name, component, order: "a0", props: { field: name, help: "" }, children: [] }),
    [name, component],
  );
  const Input = (Object.hasOwn(views, component) ? views[component] : undefined) as ComponentType<ViewProps<unknown>> | undefined;
  const apply = () => {
    if (field === undefined) return;
    if (isEmpty) return props.onApply({ [name]: null });
    const read = readField(field, getValues(name));
    if ("fault" in read) return setError(name, { type: read.fault.code, message: say(read.fault) });
    if (read.value === undefined || read.value === null) return setError(name, { type: "required", message: t("giveValue") });
    return props.onApply({ [name]: read.value });
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("editTitle", { count })}
      actions={
        <>
          <Button onPress={props.onClose}>{tc("cancel")}</Button>
          <Button variant="primary" onPress={apply}>
            {t("change", { count })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Select
          label={t("field")}
          value={name}
          onChange={(next) => {
            setName(next);
            setEmpty(false);
          }}
          items={fields.map((each) => ({ id: each.name, label: text(each.label) }))}
        />
        {isEmpty || Input === undefined ? null : (
          <FormContext value={state}>
            <NodeContext value={node}>
              <Input key={name} node={node} props={node.props} parts={[]} />
            </NodeContext>
          </FormContext>
        )}
        {field?.required === true ? null : (
          <Checkbox isSelected={isEmpty} onChange={setEmpty}>
            {t("emptyField")}
          </Checkbox>
        )}
      </div>
    </Dialog>
  );
}
