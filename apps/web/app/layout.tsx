import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Providers } from "../lib/providers.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Stead", template: "%s · Stead" },
  description: "Lettings, rent and accounts of an agency.",
  icons: { icon: "/icon.svg" },
  robots: { index: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#101413" },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
