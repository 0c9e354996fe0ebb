export { installPackage, type Installed } from "./install-package.ts";
export { manifestSchema, type Manifest, type Package } from "./package.ts";
export { readPackageFolder } from "./read-folder.ts";
export { registerPackage, type Registered } from "./register-package.ts";
