export { installPackage, planInstall, type Installed, type PlannedConversion } from "./install-package.ts";
export type { Manifest, Package } from "./package.ts";
export { readPackageFolder } from "./read-folder.ts";
export { registerPackage, type Registered } from "./register-package.ts";
