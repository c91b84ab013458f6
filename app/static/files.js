// The import pages: refuses a file that is too large before it is sent, and moves the bar while one is read.
"use strict";

const form = document.querySelector("form[data-most]");
if (form) {
  const file = form.querySelector("input[type=file]");
  const told = document.getElementById("file-too-large");
  const look = () => {
    const isTooLarge = file.files.length > 0 && file.files[0].size > Number(form.dataset.most);
    told.hidden = !isTooLarge;
    file.setCustomValidity(isTooLarge ? told.textContent : "");
  };
  file.addEventListener("change", look);
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
  });
}

const section = document.querySelector("[data-progress]");
if (section) {
  const bar = section.querySelector("progress");
  const share = section.querySelector("[data-share]");
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const running = new Set(["enqueued", "reading", "applying"]);
  let before = null;
  const ask = async () => {
    try {
      const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const state = await answer.json();
        const changed = before !== null && before !== state.status;
        if (!running.has(state.status) || changed) {
          location.reload();
          return;
        }
        before = state.status;
        bar.value = Math.round(state.progress * 100);
        share.textContent = percent.format(state.progress);
      }
    } catch {
      // The line is away for a moment: the next look may find it again.
    }
    setTimeout(ask, 1000);
  };
  ask();
}
