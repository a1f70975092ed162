// Builds the dashboard into the server's static folder; in development it hands /api to a node or to dev/mock.mjs.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: process.env.TRADEWIND_WEB_OUT ?? "dist",
    emptyOutDir: true,
    // The server's policy allows no data: URLs, so nothing is inlined.
    assetsInlineLimit: 0,
    // Names and licences of everything in the bundle, beside it.
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: process.env.TRADEWIND_URL ?? "http://127.0.0.1:8000", ws: true } } },
});
