from regatta import run

from plugin import score

if __name__ == "__main__":
    run(name="my first scheduler", score=score)
