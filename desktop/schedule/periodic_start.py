"""Where periodic routing begins: sets of days for everybody so that no day has more to carry than the others."""

from __future__ import annotations

from desktop.schedule.periodic_problem import Periodic
from desktop.schedule.program import INFINITE, Program

ENOUGH = 0.005


def sets_of_days(problem: Periodic) -> list[tuple[int, ...]]:
    """One set of days for every customer: the fullest day as empty as can be, in load and in service."""
    program = Program(ENOUGH)
    fullest = program.variable(INFINITE)
    chosen = [[program.variable(1.0, whole=True) for _ in customer.choices] for customer in problem.customers]
    for columns in chosen:
        program.row(1.0, 1.0, [(column, 1.0) for column in columns])
    for amounts in ([c.demand for c in problem.customers], [c.service for c in problem.customers]):
        whole = sum(amount * len(c.choices[0]) for amount, c in zip(amounts, problem.customers, strict=True)) or 1.0
        for day in range(problem.days):
            on_day = [
                (column, amount / whole)
                for customer, columns, amount in zip(problem.customers, chosen, amounts, strict=True)
                for column, days in zip(columns, customer.choices, strict=True)
                if day in days
            ]
            program.row(-INFINITE, 0.0, [(fullest, -1.0), *on_day])
    found, _ = program.least({fullest: 1.0})
    return [
        max(zip((found[column] for column in columns), customer.choices, strict=True), key=lambda pair: pair[0])[1]
        for customer, columns in zip(problem.customers, chosen, strict=True)
    ]
