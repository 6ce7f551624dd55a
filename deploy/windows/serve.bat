@echo off
rem Served mode: people sign in, others on the network can reach it (server.toml in the data folder). /q: no pause, for the task scheduler.
chcp 65001 >nul
setlocal
title 预算绩效（服务） Budget performance, served
set "PYTHONUTF8=1"
cd /d "%~dp0..\.."
if not defined SCORECARD_DATA set "SCORECARD_DATA=%CD%\data"
if not defined SCORECARD_TIMEZONE set "SCORECARD_TIMEZONE=Asia/Shanghai"
set "PY=.venv\Scripts\python.exe"
if not exist "%PY%" call "%~dp0install.bat" /q
if not exist "%PY%" goto stopped

"%PY%" -m scorecard serve --check
if errorlevel 1 goto stopped

echo 正在运行，按 Ctrl+C 停止，不要直接关窗口。
echo Running; stop it with Ctrl+C rather than by closing the window.
"%PY%" -m scorecard serve
if not errorlevel 1 exit /b 0

:stopped
echo.
echo 服务停了，原因见上面。配置文件：%SCORECARD_DATA%\server.toml
echo The service has stopped; the reason stands above. Its settings: %SCORECARD_DATA%\server.toml
if /i not "%~1"=="/q" pause
exit /b 1
