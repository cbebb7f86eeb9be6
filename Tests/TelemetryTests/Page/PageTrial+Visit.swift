// Why this file exists: whoever looks at the page from outside does so in the browser's language.

extension PageTrial {
    /// A document with the page in three frames: on a desk, on a phone with hostile texts, and where no script runs.
    static let visit = """
        <!DOCTYPE html>
        <script>
        const page = (name) => document.getElementById(name).contentDocument;
        const found = {seen: [], titles: [], widths: []};
        let heading;

        function tell() {
          document.getElementById("result").textContent = JSON.stringify(found).replace(/[<>&]/g, "?");
        }

        function look() {
          const desk = page("desk"), lost = desk.getElementById("lost");
          const state = lost.hidden
            ? desk.querySelector("#totals dd").firstChild.data
            : lost.textContent.replace(/ [0-9:]+ UTC.*/, "");
          if (state !== found.seen.at(-1)) {
            found.seen.push(state);
            found.titles.push(desk.title);
          }
          found.is_folded = !desk.getElementById("running-configuration").open;
          found.has_focus = desk.activeElement === desk.querySelector("#more-files summary");
          found.is_same_element = desk.querySelector("h1") === heading;
          if (found.seen.length === 4 && !desk.getElementById("control")) {
            desk.addEventListener("securitypolicyviolation", (event) => {
              found.control = event.effectiveDirective;
              tell();
            });
            desk.body.insertAdjacentHTML("beforeend", "<p id=control style=color:red></p>");
          }
          tell();
        }

        function measure(name, width) {
          const frame = document.getElementById(name), root = page(name).documentElement;
          frame.width = width;
          const beyond = [...root.querySelectorAll("header > *, main :is(section, h2, li, p, th, td, dt, dd)")]
            .filter((part) => part.clientHeight > 1 && part.getBoundingClientRect().right > root.clientWidth + 0.5);
          found.widths.push({
            name, frame: width, scroll: root.scrollWidth, client: root.clientWidth,
            beyond: beyond.slice(0, 3).map((part) => part.tagName + " " + part.className + " " + part.id)});
        }

        function begin() {
          const desk = page("desk");
          heading = desk.querySelector("h1");
          desk.getElementById("running-configuration").open = true;
          desk.querySelector("#more-files summary").focus();
          look();
          new MutationObserver(look).observe(
            desk, {subtree: true, childList: true, characterData: true, attributes: true});
        }

        addEventListener("load", () => {
          const phone = page("phone"), plain = page("plain");
          for (const details of phone.querySelectorAll("details")) details.open = true;
          for (const width of [320, 360, 768, 1280])
            for (const name of ["phone", "plain"]) measure(name, width);
          found.strangers = phone.querySelectorAll("main script, img, [onerror], [style]").length;
          found.hostile_title = phone.title;
          new MutationObserver(() => found.hostile_title = phone.title).observe(phone.head, {subtree: true, childList: true});
          found.hostile_host = phone.querySelector(".host").textContent;
          found.plain_tables = plain.querySelectorAll("table").length;
          found.plain_refreshes = plain.querySelector("noscript meta[http-equiv=refresh]") !== null;
          tell();
        });
        </script>
        <pre id="result"></pre>
        <iframe id="desk" src="/desk/" width="1280" height="700" onload="begin()"></iframe>
        <iframe id="phone" src="/phone/" width="360" height="700"></iframe>
        <iframe id="plain" src="/plain/" width="360" height="700" sandbox="allow-same-origin"></iframe>
        """
}
