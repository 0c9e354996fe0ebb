"use client";
import {
  RenderForm,
  toast,
  useDeeds,
  useHref,
  useNavigation,
  useObject,
  useText,
  useWords,
  useTitleOf,
  useTranslations,
} from "#components";

export function NewRecord(props: { readonly object: string; readonly values: Readonly<Record<string, unknown>>; readonly now: string }) {
  const { object: name, values, now } = props;
  const object = useObject(name);
  const t = useTranslations("run.form");
  const text = useText();
  const words = useWords();
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const { navigate } = useNavigation();
  const deeds = useDeeds(object);
  if (object === undefined) return null;
  const label = text(object.document.label);
  const small = words(object.document.label);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto bg-canvas">
      <div className="mx-auto max-w-[840px] p-4 sm:p-6">
        <h1 className="mb-4 text-xl font-semibold">{t("newTitle", { object: small })}</h1>
        <div className="card p-4 sm:p-6">
          <RenderForm
            object={name}
            values={values}
            now={now}
            mode="create"
            guards
            submitLabel={t("create", { object: small })}
            onCancel={() => navigate(hrefOf(name) ?? "/")}
            onSubmit={async (changes) => {
              const made = await deeds.create(changes);
              toast(t("created", { record: `${label} ${titleOf(object, made)}` }));
              navigate(hrefOf(name, made.id) ?? "/");
            }}
          />
        </div>
      </div>
    </div>
  );
}
