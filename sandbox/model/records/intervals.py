"""In which interval something is counted: time buckets, stages of a walk, bands of amounts."""

from sandbox.model.tables.world import World


def bucket_of(world: World, time_us: int) -> int:
    """Return the time bucket of a moment; what comes after the horizon belongs to the last."""
    return min(time_us // world.settings.bucket_us, world.settings.buckets - 1)


def stage_of(world: World, time_us: int) -> int:
    """Return the stage of a walk at an arrival."""
    stage = 0
    while stage + 1 < world.settings.stages and world.stage_us[stage + 1] <= time_us:
        stage += 1
    return stage


def band_of(world: World, amount_fen: int) -> int:
    """Return the band of an amount; each begins with its lower edge."""
    band = 0
    while band + 1 < world.settings.amount_bands and world.amount_edges[band] <= amount_fen:
        band += 1
    return band
