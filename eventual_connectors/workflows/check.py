def check_workflow(function: object) -> list[str]:
    return []
