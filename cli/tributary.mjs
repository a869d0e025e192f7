#!/usr/bin/env node
// The command as npm links it: Node does not read TypeScript by itself.
import { register } from "tsx/esm/api";

register();
await import("./main.ts");
