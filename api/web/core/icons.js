// Line icons on a 24-unit grid. Decoration only: what they mean is always said in words beside or as a label.

import { svg } from "./dom.js";

const PATHS = {
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h4.5l1.5 2.5h4L15.5 13H20",
  ask: "M5 5h14v11h-8l-4 3.5V16H5zM10 9.2a2 2 0 1 1 2.6 2c-.5.2-.6.5-.6 1M12 14v.2",
  insights: "M5 19V11M10 19V5M15 19v-6M20 19V8M3 19h19",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
  plus: "M12 5v14M5 12h14",
  up: "M8 11l3-6c1.5 0 2 1 2 2v3h4.5l-1 8H8zM8 11H5v7h3",
  down: "M8 13l3 6c1.5 0 2-1 2-2v-3h4.5l-1-8H8zM8 13H5V6h3",
  flag: "M6 20V5h11l-2.5 4L17 13H6",
  clip: "M8 12l5-5a2.5 2.5 0 0 1 3.5 3.5l-7 7a4 4 0 0 1-5.6-5.6L11 5",
  copy: "M9 9h10v10H9zM5 15V5h10",
  back: "M14 6l-6 6 6 6",
  alert: "M12 4l9 16H3zM12 10v4M12 17v.2",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 8v4l3 2",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.1",
  write: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  wait: "M7 4h10M7 20h10M8 4c0 5 8 5 8 16M16 4c0 5-8 5-8 16",
  box: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
  coins: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M9 14.5c1 1 5 1 5-1s-4-1.500-4-3.300 3.500-1.800 4.500-.7M12 7.500v9",
  stop: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M6.500 6.500l11 11",
  check: "M5 12.500l4.500 4.500L19 7",
};

export const ACTION_ICONS = {
  contact_customer: "write",
  issue_refund: "coins",
  await_customer: "wait",
  proceed_with_return: "box",
  process_return: "box",
  report_conversation: "flag",
  no_message: "stop",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" }, svg("path", { d: PATHS[name] }));
}
