export * from "./i18n/index.ts";
export * from "./data/index.ts";
export { Toaster, toast } from "./ui/toaster.tsx";
export { Navigation, useNavigation } from "./ui/navigation.tsx";
