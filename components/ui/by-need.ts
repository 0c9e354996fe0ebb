import { lazy, use, type ComponentType, type LazyExoticComponent } from "react";

/** A component whose code comes with the first that is drawn; after `load` it is drawn at once. */
export type ByNeed<Drawn extends ComponentType<any>> = LazyExoticComponent<Drawn> & { readonly load: () => Promise<Drawn> };

/** A component whose code is fetched when it is first drawn, or by `load`. */
export function byNeed<Drawn extends ComponentType<any>>(bring: () => Promise<Drawn>): ByNeed<Drawn> {
  let loaded: Drawn | undefined;
  const load = async () => (loaded ??= await bring());
  const Lazy = lazy(() => {
    if (loaded === undefined) return load().then((drawn) => ({ default: drawn }));
    const module = { default: loaded };
    // React asks what it is given with `then`: an answer at once spares it the wait
    // oxlint-disable-next-line unicorn/no-thenable
    return { then: (give: (known: typeof module) => void) => give(module) } as unknown as Promise<typeof module>;
  });
  return Object.assign(Lazy, { load });
}

/** Code that some pages need while they draw. */
export interface PartByNeed<Module> {
  readonly load: () => Promise<Module>;
  /** undefined until it is there */
  readonly get: () => Module | undefined;
  /** Whoever draws by it waits here; not needed: what is there by now. */
  readonly useWhen: (needed: boolean) => Module | undefined;
}

/** Code that is no component, fetched when it is first needed. */
export function partByNeed<Module>(bring: () => Promise<Module>): PartByNeed<Module> {
  let loaded: Module | undefined;
  let coming: Promise<Module> | undefined;
  const load = () => {
    if (coming !== undefined) return coming;
    const asked: Promise<Module> = bring().then(
      (module) => {
        loaded = module;
        // as React marks a promise it has waited for: whoever asks later need not wait for the next tick
        void Object.assign(asked, { status: "fulfilled", value: module });
        return module;
      },
      (fault: unknown) => {
        coming = undefined;
        throw fault;
      },
    );
    coming = asked;
    return coming;
  };
  // asked every time, also when it is there: a component that waited is drawn again with the very same hooks
  return { load, get: () => loaded, useWhen: (needed) => (needed ? use(load()) : loaded) };
}
