"use client";
import { useTranslations } from "use-intl";
import { inOrder, type Grant, type ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { setSeen, setWritten } from "./grants.ts";

/** Field by field: seen, and changed. */
export function FieldRights(props: { readonly object: ObjectDocument; readonly grant: Grant; readonly onChange: (grant: Grant) => void }) {
  const { object, grant, onChange } = props;
  const t = useTranslations("studio.role");
  const text = useText();
  const fields = inOrder(object.fields);
  const all = fields.map(({ name }) => name);
  const writes = grant.update === true || grant.create === true;
  return (
    <table className="w-full">
      <thead>
        <tr className="text-sm text-muted">
          <th className="text-left font-medium">{t("field")}</th>
          <th className="w-16 font-medium">{t("seen")}</th>
          <th className="w-16 font-medium">{t("changed")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const label = text(field.label, field.name);
          const seen = grant.hidden?.[field.name] !== true;
          return (
            <tr key={field.id} className="h-8 border-t border-line">
              <th scope="row" className="ellipsis max-w-36 text-left font-normal">
                {label}
              </th>
              <td>
                <span className="grid place-items-center">
                  <Checkbox
                    aria-label={t("sees", { field: label })}
                    isSelected={seen}
                    onChange={(is) => onChange(setSeen(grant, field.name, is, all))}
                  />
                </span>
              </td>
              <td>
                <span className="grid place-items-center">
                  <Checkbox
                    aria-label={t("changes", { field: label })}
                    isSelected={seen && writes && (grant.writable === undefined || grant.writable[field.name] === true)}
                    isDisabled={!seen || !writes}
                    onChange={(is) => onChange(setWritten(grant, field.name, is, all))}
                  />
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
