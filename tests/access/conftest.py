from tests.plant.fixtures import quick

__all__ = ["quick"]
