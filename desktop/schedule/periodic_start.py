"""Where periodic routing begins: sets of days for everybody so that no day has more to carry than the others."""

from __future__ import annotations

import highspy
import numpy as np

from desktop.schedule.periodic_problem import Periodic

NODES = 500  # of the search; a limit in seconds would make plans differ between machines
ENOUGH = 0.01


def sets_of_days(problem: Periodic) -> list[tuple[int, ...]]:
    """One set of days for every customer: the fullest day as empty as can be, in load and in service."""
    program = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "mip_max_nodes": NODES, "mip_rel_gap": ENOUGH}
    for option, value in options.items():
        program.setOptionValue(option, value)
    program.addVar(0.0, highspy.kHighsInf)
    columns: list[list[int]] = []
    size = 1
    for customer in problem.customers:
        columns.append(list(range(size, size + len(customer.choices))))
        size += len(customer.choices)
        for column in columns[-1]:
            program.addVar(0.0, 1.0)
            program.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        program.addRow(1.0, 1.0, len(columns[-1]), np.array(columns[-1], np.int32), np.ones(len(columns[-1])))
    program.changeColCost(0, 1.0)
    whole_load = max(1.0, float(sum(c.demand * len(c.choices[0]) for c in problem.customers)))
    whole_service = max(1.0, float(sum(c.service * len(c.choices[0]) for c in problem.customers)))
    for day in range(problem.days):
        for amounts in (
            [c.demand / whole_load for c in problem.customers],
            [c.service / whole_service for c in problem.customers],
        ):
            on_day = [
                (column, amounts[number])
                for number, customer in enumerate(problem.customers)
                for column, days in zip(columns[number], customer.choices, strict=True)
                if day in days and amounts[number]
            ]
            where = np.array([0, *(column for column, _ in on_day)], np.int32)
            values = np.array([-1.0, *(amount for _, amount in on_day)])
            program.addRow(-highspy.kHighsInf, 0.0, len(where), where, values)
    program.run()
    found = np.array(program.getSolution().col_value)
    return [
        customer.choices[int(np.argmax(found[columns[number]]))] for number, customer in enumerate(problem.customers)
    ]
