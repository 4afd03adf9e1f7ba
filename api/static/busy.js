/** What is under way, told by the class `busy` of the page's root: a thin line shows it where it takes long. */

const { classList } = document.documentElement;
let under = 0;

/** Something begins; call what is returned when it has ended. */
export function begin() {
  under++;
  classList.add('busy');
  return () => {
    under--;
    classList.toggle('busy', under > 0);
  };
}
