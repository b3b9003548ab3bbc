"""The pipeline as a library: text in, results and findings out; nothing is printed.

from contractlang.workspace import open_contract

contract = open_contract("examples/reference.infog")
for finding in contract.check():
    print(finding.message.say("fr"))
print(contract.ask({"nature": "curative", "bien": "serveur", "cause": "panne"}).outcome)
"""

from contractlang.syntax.given import fact_of
from contractlang.workspace.catalogue import pack_of, packs, page_of, pages
from contractlang.workspace.comparing import compare_contracts
from contractlang.workspace.contracts import (
    Contract,
    RefusedError,
    compile_source,
    contract_files,
    open_contract,
    read_contract,
    with_case,
)
from contractlang.workspace.drafts import new_contract
from contractlang.workspace.texts import Formatted, format_source

__all__ = [
    "Contract",
    "Formatted",
    "RefusedError",
    "compare_contracts",
    "compile_source",
    "contract_files",
    "fact_of",
    "format_source",
    "new_contract",
    "open_contract",
    "pack_of",
    "packs",
    "page_of",
    "pages",
    "read_contract",
    "with_case",
]
