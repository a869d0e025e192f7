/** Real user agents, by what they are, with the fetch metadata their browser family sends on a click. */
export type Agent = {
  readonly name: string;
  readonly userAgent: string;
  readonly family: "chromium" | "firefox" | "safari" | "none";
};

/** Browsers people use. */
export const BROWSERS: readonly Agent[] = [
  {
    name: "Chrome on Windows",
    family: "chromium",
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  },
  {
    name: "Chrome on Android",
    family: "chromium",
    userAgent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
  },
  {
    name: "Edge on Windows",
    family: "chromium",
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
  },
  {
    name: "Firefox on Linux",
    family: "firefox",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  },
  {
    name: "Safari on macOS",
    family: "safari",
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  },
  {
    name: "Safari on iPhone",
    family: "safari",
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
  },
];

/** Crawlers and tools. */
export const BOTS: readonly Agent[] = [
  {
    name: "Googlebot",
    family: "none",
    userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  },
  {
    name: "bingbot",
    family: "none",
    userAgent: "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
  },
  { name: "curl", family: "none", userAgent: "curl/8.5.0" },
  { name: "python-requests", family: "none", userAgent: "python-requests/2.32.3" },
  {
    name: "AhrefsBot",
    family: "none",
    userAgent: "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
  },
];

/** Fetchers of link previews. */
export const PREVIEWS: readonly Agent[] = [
  {
    name: "Facebook",
    family: "none",
    userAgent: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  },
  { name: "WhatsApp", family: "none", userAgent: "WhatsApp/2.23.20.0" },
  { name: "Slack", family: "none", userAgent: "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)" },
];

/** What the browser of an agent sends when its user follows a link on another site. */
export function clickHeaders({ userAgent, family }: Agent): Record<string, string> {
  const common = { "user-agent": userAgent, accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  if (family === "none") return common;
  const navigation = {
    ...common,
    referer: "https://blog.example/",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "cross-site",
  };
  return family === "safari" ? navigation : { ...navigation, "sec-fetch-user": "?1" };
}
