"""x"""

import solara


@solara.component
def Sweeps():
    solara.Text("Sweeps")
