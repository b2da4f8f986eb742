"""The only errors a coordinator ever reads, and the silence after 取消. Anything else that is raised is our bug."""


class Problem(Exception):
    """Something the person at the desk can put right, said in their words.

    what:   发生了什么 - names the file, row, cell or employer.
    remedy: 怎么办 - an action that they can take now, with the words on the button.
    kept:   what became of their work.
    """

    def __init__(self, what: str, remedy: str, kept: str = "数据没有改动。") -> None:
        super().__init__(f"{what}\n怎么办：{remedy}\n{kept}")
        self.what, self.remedy, self.kept = what, remedy, kept


class Cancelled(Exception):
    """The person pressed 取消. Leaving the transaction by this exception undoes all of it."""
