// Why this file exists: a page that is left open shows how things stand now, without losing what was unfolded on it.

/// What the page does by itself.
enum PageScript {
    /// SHA-256 of `text`, in base 64, as the content security policy names it.
    static let digest = "LaC/QPqxIVQctWQhJW3NNSTi15jtJoZ/o+QW90az2Hc="

    /// JavaScript (ECMAScript 2022). It asks for the fragment every two seconds while the page is in sight, and changes
    /// only what differs, so that what is selected, focused or unfolded stays.
    static let text: StaticString = """
        (() => {
          "use strict";
          const period = 2000, patience = 5000;
          const report = document.getElementById("report");
          const lost = document.getElementById("lost");
          const [news, age] = lost.children;
          let answered = Date.now(), timer = 0, asking = false;

          const alike = (a, b) => a.nodeName === b.nodeName && (a.id ?? "") === (b.id ?? "");

          function take(live, next) {
            if (live.nodeType === Node.TEXT_NODE) {
              if (live.data !== next.data) live.data = next.data;
              return;
            }
            const unfolds = live.nodeName === "DETAILS";
            for (const name of live.getAttributeNames())
              if (!next.hasAttribute(name) && !(unfolds && name === "open")) live.removeAttribute(name);
            for (const name of next.getAttributeNames())
              if (live.getAttribute(name) !== next.getAttribute(name)) live.setAttribute(name, next.getAttribute(name));
            takeChildren(live, next);
          }

          function takeChildren(live, next) {
            let at = live.firstChild;
            for (const wanted of [...next.childNodes]) {
              let found = at;
              if (wanted.id) while (found && found.id !== wanted.id) found = found.nextSibling;
              if (!found || !alike(found, wanted)) {
                live.insertBefore(wanted, at);
              } else {
                if (found === at) at = at.nextSibling;
                else live.insertBefore(found, at);
                take(found, wanted);
              }
            }
            while (at) {
              const old = at;
              at = at.nextSibling;
              old.remove();
            }
          }

          function tell(problem) {
            const text = problem &&
              `${problem} since ${new Date(answered).toISOString().slice(11, 19)} UTC. This is how it was then.`;
            if (news.textContent !== text) news.textContent = text;
            age.textContent = problem && `(${Math.round((Date.now() - answered) / 1000)}s ago)`;
            lost.hidden = !problem;
            document.documentElement.classList.toggle("lost", problem !== "");
            document.title = problem ? "no answer · logferry" : report.dataset.title;
          }

          async function ask() {
            // Not relative to the document, whose address may have a name and a password, which fetch refuses.
            const place = new URL("fragment", location.origin + location.pathname);
            const answer = await fetch(place, {cache: "no-store", signal: AbortSignal.timeout(patience)});
            if (!answer.ok) return `The agent answers ${answer.status}`;
            const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("report");
            if (!next) return "Something else than the agent answers";
            answered = Date.now();
            if (next.dataset.edition !== report.dataset.edition) location.reload();
            else take(report, next);
            return "";
          }

          async function poll() {
            clearTimeout(timer);
            if (asking || document.hidden) return;
            asking = true;
            try {
              tell(await ask());
            } catch {
              tell("The agent has not answered");
            }
            asking = false;
            timer = setTimeout(poll, period);
          }

          document.addEventListener("visibilitychange", poll);
          timer = setTimeout(poll, period);
        })();

        """
}
