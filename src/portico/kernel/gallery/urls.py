from django.urls import path

from portico.kernel.gallery import views

app_name = "gallery"

urlpatterns = [
    path("", views.components, name="components"),
    path("moduli/", views.forms, name="forms"),
    path("elenchi/", views.lists, name="lists"),
    path("riquadri/", views.boxes, name="boxes"),
    path("pannello/<int:number>/", views.panel, name="panel"),
    path("pagina/<str:name>/", views.public_page, name="public_page"),
]
