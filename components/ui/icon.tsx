import { lazy, Suspense } from "react";
import {
  Activity,
  AlertTriangle,
  ArrowDown,
  ArrowUp,
  ArrowUpDown,
  Ban,
  Calendar,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  ChevronsUpDown,
  CircleAlert,
  CircleCheck,
  CircleX,
  Clock3,
  Copy,
  Ellipsis,
  ExternalLink,
  Eye,
  EyeOff,
  Globe,
  Hourglass,
  Info,
  Key,
  Languages,
  LayoutGrid,
  Link,
  ListFilter,
  LogOut,
  Menu,
  Minus,
  Monitor,
  Moon,
  Pencil,
  Plus,
  Search,
  Settings,
  Square,
  Store,
  Sun,
  Table2,
  Trash2,
  Unlink,
  User,
  X,
  Building,
  CreditCard,
  FileText,
  List,
  Package,
  Receipt,
  ReceiptText,
  ShoppingCart,
  Tag,
  Truck,
  Users,
  Utensils,
} from "lucide-react";
import type { IconSet } from "./icons.ts";

/** The icons pages draw themselves, and those that apps are most often given. One set, 16 px, stroke 1.5. All others (icons.ts) come with the first that is drawn. */
const core: IconSet = {
  activity: Activity,
  "alert-triangle": AlertTriangle,
  "arrow-down": ArrowDown,
  "arrow-up": ArrowUp,
  "arrow-up-down": ArrowUpDown,
  ban: Ban,
  calendar: Calendar,
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-left": ChevronLeft,
  "chevron-right": ChevronRight,
  "chevron-up": ChevronUp,
  "chevrons-up-down": ChevronsUpDown,
  "circle-alert": CircleAlert,
  "circle-check": CircleCheck,
  "circle-x": CircleX,
  "clock-3": Clock3,
  copy: Copy,
  ellipsis: Ellipsis,
  "external-link": ExternalLink,
  eye: Eye,
  "eye-off": EyeOff,
  globe: Globe,
  hourglass: Hourglass,
  info: Info,
  key: Key,
  languages: Languages,
  "layout-grid": LayoutGrid,
  link: Link,
  "list-filter": ListFilter,
  "log-out": LogOut,
  menu: Menu,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  pencil: Pencil,
  plus: Plus,
  search: Search,
  settings: Settings,
  square: Square,
  store: Store,
  sun: Sun,
  "table-2": Table2,
  "trash-2": Trash2,
  unlink: Unlink,
  user: User,
  x: X,
  building: Building,
  "credit-card": CreditCard,
  "file-text": FileText,
  list: List,
  package: Package,
  receipt: Receipt,
  "receipt-text": ReceiptText,
  "shopping-cart": ShoppingCart,
  tag: Tag,
  truck: Truck,
  users: Users,
  utensils: Utensils,
};

interface IconProps {
  readonly name: string;
  readonly size?: number;
  readonly className?: string;
}

const Other = lazy(async () => {
  const { icons } = await import("./icons.ts");
  return { default: (props: IconProps) => draw((Object.hasOwn(icons, props.name) ? icons[props.name] : undefined) ?? Square, props) };
});

/** A lucide icon by its name, its lines 1.5 px at any size (drawn on 24 units); an unknown name shows a neutral square, so that a document never breaks a page. */
export function Icon(props: IconProps) {
  const known = Object.hasOwn(core, props.name) ? core[props.name] : undefined;
  if (known !== undefined) return draw(known, props);
  const { size = 16, className } = props;
  return (
    <Suspense fallback={<svg width={size} height={size} aria-hidden="true" className={className} style={{ flex: "none" }} />}>
      <Other {...props} />
    </Suspense>
  );
}

function draw(Drawn: IconSet[string], { size = 16, className }: IconProps) {
  return (
    <Drawn
      size={size}
      strokeWidth={36 / size}
      aria-hidden="true"
      {...(className === undefined ? {} : { className })}
      style={{ flex: "none" }}
    />
  );
}
