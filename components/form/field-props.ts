import type { BoundField } from "../render/form-state.tsx";

/** What every input takes from the field it is bound to, drawn in the size of forms. */
export const fieldProps = ({ label, help, error, isRequired, isReadOnly, onBlur }: BoundField) => ({
  label,
  help,
  error,
  size: "lg" as const,
  isRequired,
  isReadOnly,
  onBlur,
});

/** The same of an input that is typed into: the browser knows it by its name. */
export const typedProps = (bound: BoundField) => ({ ...fieldProps(bound), name: bound.field.name, placeholder: bound.placeholder });
