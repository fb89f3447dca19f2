"""Import-linter contract: another context is entered only through its doors."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Fails on an import that enters a context by a module that isn't one of its doors.

    contexts: child packages of `root`. doors: names of their modules that others may import.
    free: packages that put contexts together and may import anything.
    """

    type_name = "doors"
    root = fields.StringField()
    contexts = fields.ListField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    free = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (module, target)
            for module in sorted(graph.modules)
            if self._part(module, 1) not in (self.free or ())
            for target in sorted(graph.find_modules_directly_imported_by(module))
            if not self._allowed(module, target)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, target in check.metadata["broken"]:
            output.print_error(f"{module} -> {target} (not a door)", bold=False)

    def _allowed(self, module: str, target: str) -> bool:
        there = self._part(target, 1)
        if there not in self.contexts or there == self._part(module, 1):
            return True
        door = self._part(target, 2)
        return not door or door in self.doors

    def _part(self, module: str, number: int) -> str:
        parts = module.split(".")
        return parts[number] if parts[0] == self.root and len(parts) > number else ""
