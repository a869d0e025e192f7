import { describe, expect, it } from "vitest";
import { readAgent } from "./agent.ts";

const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${WEBKIT}`;
const IPAD = `Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) ${WEBKIT}`;
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT}`;
const MAC_BLINK = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${BLINK}`;
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK}`;
const ANDROID = `Mozilla/5.0 (Linux; Android 10; K) ${BLINK}`;
const GALAXY_WEBVIEW = `Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) ${BLINK} Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36`;

describe("readAgent tells browsers on a desk apart", () => {
  it.each([
    [`${WINDOWS} Chrome/142.0.0.0 Safari/537.36`, "desktop windows chrome"],
    [`${WINDOWS} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, "desktop windows edge"],
    [`${WINDOWS} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, "desktop windows edge"],
    [`${WINDOWS} Chrome/127.0.0.0 Safari/537.36 OPR/113.0.0.0`, "desktop windows opera"],
    ["Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "desktop windows opera"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
      "desktop windows firefox",
    ],
    ["Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "desktop windows other"],
    [`${WINDOWS} Chrome/128.0.0.0 YaBrowser/24.10.0.0 Safari/537.36`, "desktop windows other"],
    [`${WINDOWS} Chrome/128.0.0.0 Safari/537.36 Vivaldi/6.9.3447.37`, "desktop windows other"],
    [`${MAC} Version/18.5 Safari/605.1.15`, "desktop macos safari"],
    [`${MAC_BLINK} Chrome/142.0.0.0 Safari/537.36`, "desktop macos chrome"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
      "desktop macos firefox",
    ],
    [
      `${MAC_BLINK} Slack/4.41.97 Chrome/128.0.6613.186 Electron/32.2.5 Safari/537.36`,
      "desktop macos in_app",
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/142.0.0.0 Safari/537.36`, "desktop linux chrome"],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Ubuntu Chromium/80.0.3987.87 Chrome/80.0.3987.87 Safari/537.36`,
      "desktop linux chrome",
    ],
    [
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
      "desktop linux firefox",
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 SeaMonkey/2.53.20",
      "desktop linux other",
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/142.0.0.0 Safari/537.36`,
      "desktop chromeos chrome",
    ],
    [`${WINDOWS} Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393 Xbox; Xbox One`, "other windows edge"],
  ])("%s", (userAgent, expected) => {
    expect(Object.values(readAgent(userAgent)).join(" ")).toBe(expected);
  });
});

describe("readAgent tells browsers in a hand apart", () => {
  it.each([
    [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, "mobile ios safari"],
    [`${IPHONE} CriOS/142.0.7444.46 Mobile/15E148 Safari/604.1`, "mobile ios chrome"],
    [`${IPHONE} FxiOS/145.0 Mobile/15E148 Safari/604.1`, "mobile ios firefox"],
    [`${IPHONE} Version/18.0 EdgiOS/131.0.2903.68 Mobile/15E148 Safari/604.1`, "mobile ios edge"],
    [`${IPHONE} Version/17.4.1 Mobile/15E148 Safari/604.1 OPT/4.6.0`, "mobile ios opera"],
    [`${IPHONE} Version/18.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, "mobile ios other"],
    [
      `Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5_7 like Mac OS X) ${WEBKIT} Version/12.1.2 Mobile/15E148 Safari/604.1`,
      "mobile ios safari",
    ],
    [`${IPAD} Version/17.5 Mobile/15E148 Safari/604.1`, "tablet ios safari"],
    [`${IPAD} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, "tablet ios chrome"],
    [`${ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36`, "mobile android chrome"],
    [`${ANDROID} Chrome/142.0.0.0 Safari/537.36`, "tablet android chrome"],
    [`${ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0`, "mobile android edge"],
    [`${ANDROID} Chrome/130.0.0.0 Mobile Safari/537.36 OPR/86.0.0.0`, "mobile android opera"],
    [
      "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
      "mobile android opera",
    ],
    [`${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, "mobile android samsung"],
    ["Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "mobile android firefox"],
    ["Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0", "tablet android firefox"],
    [
      `Mozilla/5.0 (Linux; Android 9; CUBOT_X19) ${BLINK} Chrome/107.0.0.0 Mobile Safari/537.36`,
      "mobile android chrome",
    ],
    [
      `Mozilla/5.0 (Linux; U; Android 13; en-us; 2201117TY Build/TKQ1.221114.001) ${BLINK} Version/4.0 Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9.1-gn`,
      "mobile android other",
    ],
    [
      `${ANDROID} Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`,
      "mobile android other",
    ],
    [
      `Mozilla/5.0 (Linux; Android 9; KFMAWI) ${BLINK} Silk/126.4.2 like Chrome/126.0.6478.122 Safari/537.36`,
      "tablet android other",
    ],
    [
      "Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; GT-I9100) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
      "mobile android other",
    ],
    [
      "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
      "mobile other firefox",
    ],
    [
      `Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) ${BLINK} Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063`,
      "mobile other edge",
    ],
  ])("%s", (userAgent, expected) => {
    expect(Object.values(readAgent(userAgent)).join(" ")).toBe(expected);
  });
});

describe("readAgent knows a page that an app shows in itself", () => {
  it.each([
    [
      `${IPHONE} Mobile/15E148 Instagram 382.0.0.31.86 (iPhone15,2; iOS 18_5; en_US; en; scale=3.00; 1179x2556; 735478021)`,
      "mobile ios in_app",
    ],
    [
      `${GALAXY_WEBVIEW} Instagram 340.0.0.22.109 Android (34/14; 450dpi; 1080x2115; samsung; SM-S918B; dm3q; qcom; en_GB; 621835119)`,
      "mobile android in_app",
    ],
    [
      `${IPHONE} Mobile/22F76 [FBAN/FBIOS;FBAV/515.0.0.52.109;FBBV/737395158;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.5;FBSS/3;FBLC/en_US;FBOP/5]`,
      "mobile ios in_app",
    ],
    [`${GALAXY_WEBVIEW} [FB_IAB/FB4A;FBAV/472.0.0.45.79;IABMV/1;]`, "mobile android in_app"],
    [
      "Mozilla/5.0 (Linux; Android 12; M2007J20CG) AppleWebKit/537.36 Chrome/99.0.4844.88 Mobile Safari/537.36 [FBAN/EMA;FBLC/es_LA;FBAV/292.0.0.10.109;]",
      "mobile android in_app",
    ],
    [`${GALAXY_WEBVIEW} musical_ly_2023505030 BytedanceWebview/d8a21c6`, "mobile android in_app"],
    [
      `${IPHONE} Mobile/15E148 musical_ly_35.3.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en BytedanceWebview/d8a21c6`,
      "mobile ios in_app",
    ],
    [`${IPHONE} Mobile/15E148 Snapchat/13.10.0.39 (like Safari/8618.3.11.10.5, panda)`, "mobile ios in_app"],
    [`${IPHONE} Mobile/15E148 [Pinterest/iOS]`, "mobile ios in_app"],
    [`${IPHONE} GSA/323.0.647062479 Mobile/15E148 Safari/604.1`, "mobile ios in_app"],
    [`${IPHONE} Mobile/15E148 Safari Line/14.10.0`, "mobile ios in_app"],
    [
      `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/zh_CN`,
      "mobile ios in_app",
    ],
    [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1 [LinkedInApp]/9.30.3345`, "mobile ios in_app"],
    [`${IPHONE} Mobile/15E148`, "mobile ios in_app"],
    [`${IPAD} Mobile/15E148 Instagram 300.0.0.11.109 (iPad13,4; iPadOS 17_5)`, "tablet ios in_app"],
    [GALAXY_WEBVIEW, "mobile android in_app"],
    [
      `${WINDOWS} Chrome/122.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI WindowsWechat/WMPF`,
      "desktop windows in_app",
    ],
    [MAC, "desktop macos in_app"],
  ])("%s", (userAgent, expected) => {
    expect(Object.values(readAgent(userAgent)).join(" ")).toBe(expected);
  });
});

describe("readAgent calls other what is neither on a desk nor in a hand", () => {
  it.each([
    [
      "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.211 Safari/537.36 WebAppManager",
      "other other chrome",
    ],
    [
      "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 TV Safari/537.36",
      "other other other",
    ],
    [
      `Mozilla/5.0 (Linux; Android 12; BRAVIA 4K UR3 Build/STT2.230505.001) ${BLINK} Chrome/120.0.6099.230 Safari/537.36`,
      "other android chrome",
    ],
    [
      `Mozilla/5.0 (Linux; Android 9; AFTMM Build/NS6265) ${BLINK} Silk/106.4 like Chrome/106.0 Safari/537.36`,
      "other android other",
    ],
    [
      `Mozilla/5.0 (Linux; Android 12; Google TV) ${BLINK} Chrome/120.0.0.0 Safari/537.36`,
      "other android chrome",
    ],
    [
      `Mozilla/5.0 (X11; Linux armv7l) ${BLINK} Chrome/90.0.4430.225 Safari/537.36 CrKey/1.56.500000`,
      "other linux chrome",
    ],
    ["Roku/DVP-12.0 (12.0.0.4182-88)", "other other other"],
    [
      "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
      "other other other",
    ],
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "other other other"],
    ["curl/8.5.0", "other other other"],
    ["", "other other other"],
    [null, "other other other"],
  ])("%j", (userAgent, expected) => {
    expect(Object.values(readAgent(userAgent)).join(" ")).toBe(expected);
  });
});

it("takes an iPad in its default setting for the Mac it says it is: nothing in the agent tells them apart", () => {
  const ipadAsked =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
  expect(readAgent(`${ipadAsked} Version/17.5 Safari/605.1.15`)).toEqual({
    device: "desktop",
    os: "macos",
    browser: "safari",
  });
});
