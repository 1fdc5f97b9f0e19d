"""x"""

import solara


@solara.component
def About():
    solara.Text("About")
