// Shows the questions of a session only while that session is chosen; without this, all of them stand in the form.

const questions = document.querySelector("[data-questions]");

function showWhatIsAsked() {
  for (const group of questions.querySelectorAll("[data-asked-of]")) {
    group.hidden = !document.getElementById(`id_sessions_${group.dataset.askedOf}`).checked;
  }
  questions.hidden = [...questions.children].every((child) => child.matches("legend") || child.hidden);
}

if (questions) {
  document.getElementById("id_sessions").addEventListener("change", showWhatIsAsked);
  addEventListener("pageshow", showWhatIsAsked); // also when the browser brings back what was ticked before
  showWhatIsAsked();
}
