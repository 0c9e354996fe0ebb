import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { classGroups: { "font-size": [{ text: ["xs", "sm", "base", "md", "lg", "xl", "2xl"] }] } },
});

/** Class names joined; of two that set the same property the later wins. */
export const cx = (...classes: readonly ClassValue[]): string => merge(clsx(classes));
