/** Begins the page. */
import "@mantine/core/styles.css";
import "@xyflow/react/dist/style.css";
import "./page.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meta } from "./api";
import { App } from "./app";

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider defaultColorScheme="auto" getStyleNonce={() => meta("style-nonce")}>
        <App />
      </MantineProvider>
    </StrictMode>,
  );
